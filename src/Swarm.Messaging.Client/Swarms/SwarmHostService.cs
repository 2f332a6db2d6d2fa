using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Swarm.Messaging.Client.Swarms;

/// <summary>The host's life in a container: hosts the swarms that the options name, and drains at the stop.</summary>
internal sealed partial class SwarmHostService(SwarmHost host, SwarmHostOptions options, IServiceProvider services, TimeProvider time, ILogger<SwarmHostService> log) : IHostedService, IDisposable
{
    private readonly CancellationTokenSource stop = new();
    private Task hosting = Task.CompletedTask;

    /// <summary>Throws when a swarm is refused: waiting would not mend it. A system that is away is waited for, beside the program's start.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        host.Start();
        hosting = Task.WhenAll(options.Swarms.Select(s => host.HostAsync(s.Swarm, swarm => s.Configure(swarm, services), stop.Token)));
        try
        {
            await hosting.WaitAsync(options.Timeout, time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            Waits(host.HostId);
        }
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await stop.CancelAsync().ConfigureAwait(false);
        await hosting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await host.DrainAsync(cancellation: cancellationToken).ConfigureAwait(false);
    }

    public void Dispose() => stop.Dispose();

    [LoggerMessage(Level = LogLevel.Warning, Message = "The swarms of {HostId} are not all hosted yet: the system does not answer. This goes on trying")]
    private partial void Waits(string hostId);
}
