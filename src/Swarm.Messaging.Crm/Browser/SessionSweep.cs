using Microsoft.Extensions.Hosting;

namespace Swarm.Messaging.Crm.Browser;

/// <summary>Looks for idle sessions every 30 s.</summary>
internal sealed class SessionSweep(BrowserSessions sessions, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
            await sessions.RunOnceAsync().ConfigureAwait(false);
    }
}
