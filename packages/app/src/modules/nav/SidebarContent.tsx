import { Sidebar, SidebarDivider, SidebarGroup, SidebarItem, SidebarSpace } from '@backstage/core-components';
import { NotificationsSidebarItem } from '@backstage/plugin-notifications';
import { NavContentBlueprint } from '@backstage/plugin-app-react';
import MenuIcon from '@mui/icons-material/Menu';
import Settings from '@mui/icons-material/SettingsOutlined';
import { DemoUserMenu } from './DemoUserMenu';
import { SidebarLogo } from './SidebarLogo';

/** The portal's navigation: pipelines first, then catalog and templates; below, what is the user's own. */
export const sidebarContent = NavContentBlueprint.make({
  params: {
    component: ({ navItems }) => {
      const nav = navItems.withComponent(({ icon, href, title }) => <SidebarItem icon={() => icon} to={href} text={title} />);
      // Reached from the sidebar item below, or not part of what this portal shows.
      ['page:notifications', 'page:home', 'page:search', 'page:catalog-graph', 'page:app-visualizer'].forEach(id => nav.take(id));
      const settings = nav.take('page:user-settings');
      return (
        <Sidebar>
          <SidebarLogo />
          <SidebarDivider />
          <SidebarGroup label="Menu" icon={<MenuIcon />}>
            {nav.take('page:data-pipelines')}
            {nav.take('page:catalog')}
            {nav.take('page:scaffolder')}
            {nav.rest({ sortBy: 'title' })}
          </SidebarGroup>
          <SidebarSpace />
          <SidebarDivider />
          <NotificationsSidebarItem />
          <DemoUserMenu />
          <SidebarGroup label="Settings" icon={<Settings />} to="/settings">
            {settings}
          </SidebarGroup>
        </Sidebar>
      );
    },
  },
});
