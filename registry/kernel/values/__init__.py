"""Values as people write them (信息项取值): parsed once, here, for forms, sheets and other systems alike."""
