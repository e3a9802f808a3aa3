"""What a scene gets after tracing: rain, spray, beams."""

AFTER = {}
