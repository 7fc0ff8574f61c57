/**
 * Runs in the head before anything is painted: theme, sizes and the reader's other settings go onto
 * the root element, so that nothing flashes. Kept as text because the page's security policy
 * allows it by its hash. `site/settings/settings.ts` writes what it reads.
 */
export const BOOT = `(function(d){try{var s=JSON.parse(localStorage.getItem('podtalk.settings')||'{}'),r=d.documentElement,t=s.theme;
r.dataset.theme=t==='light'||t==='dark'?t:matchMedia('(prefers-color-scheme:dark)').matches?'dark':'light';
['font','width','motion','presenter'].forEach(function(k){if(typeof s[k]==='string')r.dataset[k]=s[k]});
var l=JSON.parse(localStorage.getItem('podtalk.layout')||'{}');
if(l.split)r.style.setProperty('--split',l.split+'%');if(l.map)r.style.setProperty('--map',l.map+'%')
}catch(e){d.documentElement.dataset.theme='light'}d.documentElement.classList.add('js')})(document)`
