"""AskFirst: the WhatsApp bot that asks first.

core        the rules: pure, no I/O, no clock, no chance
flowfiles   YAML files of the owner -> core.flow
channels    provider bytes -> core messages, cleared messages -> HTTP
store       rows; the only SQL
actions     rasa-sdk actions, in process or on an action server
services    the shell: reads, asks core, writes; one transaction a step
simulator   a stand-in for Meta's Cloud API with a phone page
web, cli    the two front doors
wiring      the one place that knows every concrete class
"""

__version__ = "0.1.0"
