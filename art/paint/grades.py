"""How each picture is developed: exposure, bloom, grade. See light.tone."""

GRADES = {}
