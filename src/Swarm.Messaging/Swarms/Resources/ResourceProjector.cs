using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Swarm.Messaging.Channels;
using Swarm.Messaging.Scheduling;

namespace Swarm.Messaging.Swarms.Resources;

/// <summary>Keeps what outside readers see of the pools up to date: when something changed, and now and then in case that was missed. Any number of processes may.</summary>
internal sealed class ResourceProjector(ISwarmResources resources, IChannels channels, IOptions<ResourceOptions> options, TimeProvider time, ILogger<ResourceProjector> log)
    : PeriodicService(options.Value.Optimisation, time, log)
{
    private readonly WakeSignal wake = new();
    private IAsyncDisposable? ear;

    public override TimeSpan Interval => options.Value.Optimisation;

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken).ConfigureAwait(false);
        if (ear is not null)
            await ear.DisposeAsync().ConfigureAwait(false);
    }

    protected override async Task<bool> RunAsync(CancellationToken cancellation)
    {
        // First the ear, then the look: a change in between is heard.
        ear ??= await channels.SubscribeAsync(
            ISwarmResources.Channel,
            _ =>
            {
                wake.Set();
                return Task.CompletedTask;
            },
            cancellation).ConfigureAwait(false);
        await resources.ShowAsync(cancellation).ConfigureAwait(false);
        return false;
    }

    protected override Task PauseAsync(CancellationToken cancellation) => wake.WaitAsync(Interval, Time, cancellation);
}
