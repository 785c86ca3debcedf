import { createFrontendModule } from '@backstage/frontend-plugin-api';
import { sidebarContent } from './SidebarContent';

/** The portal's sidebar. */
export const navModule = createFrontendModule({ pluginId: 'app', extensions: [sidebarContent] });
