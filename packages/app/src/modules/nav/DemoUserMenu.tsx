import { useState, type MouseEvent } from 'react';
import { SidebarItem } from '@backstage/core-components';
import { configApiRef, useApi } from '@backstage/frontend-plugin-api';
import ListItemText from '@mui/material/ListItemText';
import Menu from '@mui/material/Menu';
import MenuItem from '@mui/material/MenuItem';
import SwitchAccount from '@mui/icons-material/SwitchAccountOutlined';
import { DEMO_USERS, readDemoUser, writeDemoUser, type DemoUser } from '../signIn/demoUser';

const WHO: Record<DemoUser, string> = {
  owner: 'owns the pipelines, may create',
  viewer: 'may look, not create',
};

/** In the demo only: switches between the two users and loads the page again as the other. */
export function DemoUserMenu() {
  const demo = useApi(configApiRef).getOptionalBoolean('app.demo') ?? false;
  const [anchor, setAnchor] = useState<Element>();
  if (!demo) return null;
  const now = readDemoUser(window.localStorage);
  const choose = (user: DemoUser) => {
    setAnchor(undefined);
    writeDemoUser(window.localStorage, user);
    window.location.reload();
  };
  return (
    <>
      <SidebarItem icon={() => <SwitchAccount />} text={`User: ${now}`} onClick={(event: MouseEvent<Element>) => setAnchor(event.currentTarget)} />
      <Menu anchorEl={anchor} open={anchor !== undefined} onClose={() => setAnchor(undefined)} MenuListProps={{ 'aria-label': 'Demo users' }}>
        {DEMO_USERS.map(user => (
          <MenuItem key={user} selected={user === now} onClick={() => choose(user)}>
            <ListItemText primary={user} secondary={WHO[user]} />
          </MenuItem>
        ))}
      </Menu>
    </>
  );
}
