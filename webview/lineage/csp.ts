import { config } from "zod";

// Compiled validators would need `unsafe-eval`. To be imported before any schema, which decides when it is made.
config({ jitless: true });
