using Microsoft.Extensions.Hosting;

namespace Swarm.Messaging.Crm.Browser;

/// <summary>The browser runs before the agent registers: with a program that is none it would be given work that it cannot do.</summary>
internal sealed class BrowserStart(BrowserProcess browser, CrmAgentOptions options) : IHostedLifecycleService
{
    /// <exception cref="ArgumentException">It does not start.</exception>
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        try
        {
            await browser.GetAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (StepException e)
        {
            throw new ArgumentException(
                $"Chromium is '{options.Chromium}', and without a browser no task could be done. {e.Message} Install it (apt-get install chromium), or name another with --chromium.", e);
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
