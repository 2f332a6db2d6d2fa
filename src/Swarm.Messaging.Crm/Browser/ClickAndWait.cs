using System.Runtime.ExceptionServices;
using Microsoft.Playwright;

namespace Swarm.Messaging.Crm.Browser;

/// <summary>
/// Playwright's waits around an action. When the action fails just as the wait itself gives up, as both do on a browser that stands still or ends, <see cref="ObjectDisposedException"/> may come
/// out: Playwright cancels the wait that it has disposed (microsoft/playwright-dotnet, issue 3023). Here the fault of the action is thrown, as it is whenever the action fails first.
/// </summary>
internal static class ClickAndWait
{
    /// <summary>Does <paramref name="action"/> within <paramref name="wait"/>, one of Playwright's <c>RunAndWaitFor…</c>.</summary>
    /// <exception cref="PlaywrightException">What the action or the wait failed with.</exception>
    /// <exception cref="TimeoutException">The action or the wait took too long.</exception>
    public static async Task<T> OfAsync<T>(Func<Task> action, Func<Func<Task>, Task<T>> wait)
    {
        ExceptionDispatchInfo? fault = null;
        try
        {
            return await wait(WatchedAsync).ConfigureAwait(false);
        }
        catch (ObjectDisposedException)
        {
            fault?.Throw();
            throw;
        }

        async Task WatchedAsync()
        {
            try
            {
                await action().ConfigureAwait(false);
            }
            catch (Exception e)
            {
                fault = ExceptionDispatchInfo.Capture(e);
                throw;
            }
        }
    }
}
