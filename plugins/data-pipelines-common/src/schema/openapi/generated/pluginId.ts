export const pluginId = 'data-pipelines';
