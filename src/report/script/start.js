// The page begins: the frame around the views, and the view that the address names.

const dialog = helpDialog();
document.body.append(patterns(), dialog);
document.getElementById('nav').append(h('ul', null, ...Object.entries(VIEWS).filter(([, entry]) => entry.name)
  .map(([view, entry]) => h('li', null, h('a', { href: address(view), 'data-view': view }, entry.name)))));
document.getElementById('tools').append(h('button.quiet', { type: 'button', onclick: () => dialog.showModal() }, 'Keys'), ' ', themeButton());
keys(dialog);
// The skip link leaves the address alone, which says where the reader is.
document.querySelector('.skip').addEventListener('click', (event) => {
  event.preventDefault();
  document.getElementById('main').focus();
});
window.addEventListener('hashchange', safely);
// What is folded on the screen is open on paper.
window.addEventListener('beforeprint', () => { for (const fold of document.querySelectorAll('details.fold')) fold.open = true; });
safely();
