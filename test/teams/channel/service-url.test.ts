import assert from 'node:assert/strict';
import { isLocalServiceUrl, isTeamsServiceUrl } from '../../../src/teams/channel/service-url.ts';

describe('a service URL', () => {
  it('is one of Teams on these hosts only', () => {
    for (const url of [
      'https://smba.trafficmanager.net/teams/',
      'https://smba.infra.gcc.teams.microsoft.com/teams',
      'https://api.botframework.com',
      'https://europe.api.botframework.com/',
    ]) {
      assert.equal(isTeamsServiceUrl(url), true, url);
    }
    for (const url of [
      'https://smba.infra.gov.teams.microsoft.us/teams',
      'https://smba.infra.dod.teams.microsoft.us/teams',
      'https://europe.api.botframework.us/',
      'http://smba.trafficmanager.net/teams/',
      'https://evil.trafficmanager.net/',
      'https://smba.trafficmanager.net.evil.example/',
      'https://smba.trafficmanager.net:8443/',
      'https://smba.trafficmanager.net@evil.example/',
      'https://user:pass@smba.trafficmanager.net/',
      'https://evilbotframework.com/',
      'https://botframework.com.evil.example/',
      'https://smba.trafficmanager.net/teams?to=evil',
      'https://smba.trafficmanager.net/#',
      ' https://smba.trafficmanager.net/',
      'smba.trafficmanager.net',
      'https://127.0.0.1/',
      '',
    ]) {
      assert.equal(isTeamsServiceUrl(url), false, url);
    }
  });

  it('is local on loopback only', () => {
    for (const url of [
      'http://localhost:1/a',
      'http://127.0.0.1',
      'http://127.8.9.1:2/',
      'https://[::1]/',
      'http://127.1/',
    ]) {
      assert.equal(isLocalServiceUrl(url), true, url);
    }
    for (const url of [
      'http://10.0.0.1/',
      'http://localhost.evil.example/',
      'http://127.0.0.1.evil.example/',
      'file:///x',
      'http://[::]/',
    ]) {
      assert.equal(isLocalServiceUrl(url), false, url);
    }
  });
});
