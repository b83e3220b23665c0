// Pages for everyone: the design system's own components and nothing more.
import { initAll } from "./govuk-frontend.js";

initAll();
