"""A person's account (账号): opening it, getting in, proving who one is, staying in and getting back in."""
