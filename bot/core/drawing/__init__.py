"""Flows as drawings: a book's flows to plain values, and these to Mermaid, SVG, text or a page. Pure text in and out.

diagram     the values: boxes, ways out, arrows
reading     a flow -> its diagram
words       what triggers, conditions and durations look like in a drawing
figures     how many people reached and left each step, from the counts of visits
layout      boxes in layers, without crossing where possible; always the same for the same flow
shapes      the outlines of boxes
svg, mermaid, tree, page    diagrams -> text of each kind
"""
