using Microsoft.Extensions.Logging;
using Microsoft.Playwright;

namespace Swarm.Messaging.Crm.Browser;

/// <summary>The one browser of the agent: started when it is wanted, and again when it has died.</summary>
internal sealed partial class BrowserProcess(CrmAgentOptions options, ILogger<BrowserProcess> log) : IAsyncDisposable
{
    private static readonly string[] Arguments =
        ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage"];

    private readonly SemaphoreSlim gate = new(1);
    private IBrowser? browser;
    private IPlaywright? playwright;
    private int starts;

    /// <summary>How often it was started.</summary>
    public int Starts => starts;

    public async Task<IBrowser> GetAsync(CancellationToken cancellation)
    {
        await gate.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            if (browser is { IsConnected: true })
                return browser;
            if (browser is not null)
                Died();
            await CloseAsync().ConfigureAwait(false);
            playwright = await Playwright.CreateAsync().ConfigureAwait(false);
            browser = await playwright.Chromium.LaunchAsync(new()
            {
                ExecutablePath = options.Chromium,
                Headless = true,
                // Chromium's own sandbox refuses to run for root.
                ChromiumSandbox = Environment.UserName != "root",
                Args = [.. Arguments, .. options.ChromiumArguments],
                HandleSIGINT = false, HandleSIGTERM = false, HandleSIGHUP = false,
            }).ConfigureAwait(false);
            starts++;
            Started(browser.Version, options.Chromium);
            return browser;
        }
        catch (Exception e) when (e is PlaywrightException or TimeoutException)
        {
            throw new StepException("no_browser", $"{options.Chromium} could not be started: {FirstLine(e.Message)}");
        }
        finally
        {
            gate.Release();
        }
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
        var (oldBrowser, oldPlaywright) = (browser, playwright);
        (browser, playwright) = (null, null);
        try
        {
            if (oldBrowser is not null)
                await oldBrowser.CloseAsync().WaitAsync(Bound.Closing, TimeProvider.System).ConfigureAwait(false);
        }
        catch (Exception e) when (e is PlaywrightException or TimeoutException)
        {
            // It is gone already, or its end is not waited for.
        }

        oldPlaywright?.Dispose();
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Chromium {Version} runs ({Path})")]
    private partial void Started(string version, string path);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Chromium has ended; it is started again, and its sessions log in again")]
    private partial void Died();
}
