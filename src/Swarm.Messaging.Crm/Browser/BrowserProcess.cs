using Microsoft.Extensions.Logging;
using Microsoft.Playwright;

namespace Swarm.Messaging.Crm.Browser;

/// <summary>The one browser of the agent: started when it is wanted, and again when it has died or stands still.</summary>
internal sealed partial class BrowserProcess(CrmAgentOptions options, ILogger<BrowserProcess> log) : IAsyncDisposable
{
    private static readonly string[] Arguments =
        ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage"];

    private readonly SemaphoreSlim gate = new(1);
    private RunningBrowser? running;
    private IPlaywright? playwright;
    private int starts;

    /// <summary>How often it was started.</summary>
    public int Starts => starts;

    /// <summary>Of Chromium's main process, which is started when there is none.</summary>
    public async Task<int> ProcessIdAsync(CancellationToken cancellation = default)
    {
        await GetAsync(cancellation).ConfigureAwait(false);
        return running!.ProcessId;
    }

    public async Task<IBrowser> GetAsync(CancellationToken cancellation)
    {
        await gate.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            if (running is { Browser.IsConnected: true })
                return running.Browser;
            if (running is not null)
                Died();
            await CloseAsync().ConfigureAwait(false);
            playwright = await Playwright.CreateAsync().ConfigureAwait(false);
            var browser = await playwright.Chromium.LaunchAsync(new()
            {
                ExecutablePath = options.Chromium,
                Headless = true,
                // Chromium's own sandbox refuses to run for root.
                ChromiumSandbox = Environment.UserName != "root",
                Args = [.. Arguments, .. options.ChromiumArguments],
                HandleSIGINT = false, HandleSIGTERM = false, HandleSIGHUP = false,
            }).ConfigureAwait(false);
            running = await RunningBrowser.OfAsync(browser).ConfigureAwait(false);
            starts++;
            Started(browser.Version, options.Chromium);
            return browser;
        }
        catch (Exception e) when (e is TimeoutException || e.IsOfBrowser())
        {
            throw new StepException("no_browser", $"{options.Chromium} could not be started: {FirstLine(e.Message)}");
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>
    /// For when a page or a context of it has not answered in time: a browser that does not answer itself stands still as a whole, and none of its pages ever will. It is killed, so that
    /// everything that waits for it ends as when it dies, and the next that wants it starts it again.
    /// </summary>
    /// <param name="seen">Which has not answered.</param>
    /// <returns>Whether that browser has ended.</returns>
    public async Task<bool> EndIfSilentAsync(IBrowser? seen)
    {
        if (running is { } now && now.Browser == seen && seen.IsConnected && !await now.AnswersAsync().ConfigureAwait(false) && await now.KillAsync().ConfigureAwait(false))
            Silent(now.ProcessId, Bound.SignOfLife.TotalSeconds);
        return seen is { IsConnected: false };
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync().ConfigureAwait(false);
        gate.Dispose();
    }

    /// <summary>What Playwright says goes on with a log of calls.</summary>
    public static string FirstLine(string text) => text.Split('\n', 2)[0].Trim();

    private async Task CloseAsync()
    {
        var (old, oldPlaywright) = (running, playwright);
        (running, playwright) = (null, null);
        if (old is not null && !await old.Browser.CloseAsync().EndsAsync(Bound.Closing).ConfigureAwait(false))
            await old.KillAsync().ConfigureAwait(false);

        oldPlaywright?.Dispose();
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Chromium {Version} runs ({Path})")]
    private partial void Started(string version, string path);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Chromium has ended; it is started again, and its sessions log in again")]
    private partial void Died();

    [LoggerMessage(Level = LogLevel.Warning, Message = "Chromium (process {ProcessId}) stands still: it has not said for {Seconds} s what every live one says at once. It is killed")]
    private partial void Silent(int processId, double seconds);
}
