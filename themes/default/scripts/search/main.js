// Starts the search page. The script stands in `search/` below the site's root.

import { startPage } from "./page.js";

startPage(document, new URL("..", document.currentScript.src).href);
