"""The owner's YAML files to ``core.flow``: everything that is wrong, all at once, with line and cure.

lines, compose, nodes, syntax   YAML with places; the parser's complaints in our words
schema, step_keys, talk_keys    the table of keys; editor and guide are read from it
desk, fields, texts, amounts    what building shares: problems, checked maps, texts, durations
build and one module a section  nodes -> core.flow
lint                            what only shows across files
book, talks, actions            folders: the library that keeps the last good book
"""
