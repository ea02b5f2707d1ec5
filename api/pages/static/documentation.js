"use strict";

// The page at /docs: the description of the interface, as Swagger UI shows it.
const shown = document.getElementById("swagger-ui");
SwaggerUIBundle({
  url: shown.dataset.description,
  domNode: shown,
  layout: "BaseLayout",
  deepLinking: true,
  showExtensions: true,
  showCommonExtensions: true,
  presets: [SwaggerUIBundle.presets.apis, SwaggerUIBundle.SwaggerUIStandalonePreset],
  validatorUrl: null,
});
