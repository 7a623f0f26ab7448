// Starts the page on which facets combine. The script stands in `search/` below the site's root.

import { startExplore } from "./explore.js";

startExplore(document, new URL("..", document.currentScript.src).href);
