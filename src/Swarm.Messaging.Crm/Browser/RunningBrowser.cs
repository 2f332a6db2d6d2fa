using System.ComponentModel;
using System.Diagnostics;
using Microsoft.Playwright;

namespace Swarm.Messaging.Crm.Browser;

/// <summary>A Chromium that has been started: its process, and a way to ask it itself, beside all pages.</summary>
internal sealed class RunningBrowser
{
    private readonly ICDPSession protocol;
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int killed;

    private RunningBrowser(IBrowser browser, ICDPSession protocol, int processId)
    {
        (Browser, this.protocol, ProcessId) = (browser, protocol, processId);
        browser.Disconnected += (_, _) => ended.TrySetResult();
        if (!browser.IsConnected)
            ended.TrySetResult();
    }

    public IBrowser Browser { get; }

    /// <summary>Of its main process; all others of it are its children.</summary>
    public int ProcessId { get; }

    /// <exception cref="PlaywrightException">It does not say which process it is.</exception>
    public static async Task<RunningBrowser> OfAsync(IBrowser browser)
    {
        var protocol = await browser.NewBrowserCDPSessionAsync().ConfigureAwait(false);
        var said = await protocol.SendAsync("SystemInfo.getProcessInfo").ConfigureAwait(false) ?? throw new PlaywrightException("Chromium does not name its processes.");
        foreach (var process in said.GetProperty("processInfo").EnumerateArray())
        {
            if (process.GetProperty("type").ValueEquals("browser"))
                return new(browser, protocol, process.GetProperty("id").GetInt32());
        }

        throw new PlaywrightException("Chromium does not name its main process.");
    }

    /// <summary>Whether it says what every live one says at once, however its pages fare.</summary>
    public async Task<bool> AnswersAsync() => await protocol.SendAsync("Browser.getVersion").EndsAsync(Bound.SignOfLife).ConfigureAwait(false) && Browser.IsConnected;

    /// <summary>Ends its processes, and waits until the connection is known to have ended.</summary>
    /// <returns>False: another has done it.</returns>
    public async Task<bool> KillAsync()
    {
        var isFirst = Interlocked.Exchange(ref killed, 1) == 0;
        // One that is not connected has ended: its id may be another's by now.
        if (isFirst && Browser.IsConnected)
        {
            try
            {
                using var process = Process.GetProcessById(ProcessId);
                process.Kill(entireProcessTree: true);
            }
            catch (Exception e) when (e is ArgumentException or InvalidOperationException or Win32Exception or AggregateException)
            {
                // It has ended meanwhile.
            }
        }

        await ended.Task.EndsAsync(Bound.Closing).ConfigureAwait(false);
        return isFirst;
    }
}
