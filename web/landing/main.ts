// Makes the landing page's handler run. What that needs is loaded with the first click or key.
import { Demo } from "./demo.ts";
import "./landing.css";

const element = document.querySelector<HTMLElement>(".demo");
if (element !== null) new Demo(element);
