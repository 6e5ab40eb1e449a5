"""An invented province of any size (合成省), whose members resemble the country's as the bulletin counts them (issue A4)."""
