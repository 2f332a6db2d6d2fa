using Microsoft.Playwright;

namespace Swarm.Messaging.Crm.Browser;

internal static class BrowserFaults
{
    /// <summary>
    /// Whether Playwright failed, other than by taking too long. A call that comes while another has found the browser dead and closes it throws the plain
    /// <see cref="ObjectDisposedException"/> of Playwright's connection.
    /// </summary>
    public static bool IsOfBrowser(this Exception fault) => fault is PlaywrightException or ObjectDisposedException;
}
