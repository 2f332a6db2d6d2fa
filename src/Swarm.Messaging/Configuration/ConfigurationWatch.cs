using Microsoft.Extensions.Logging;
using Swarm.Messaging.Channels;
using Swarm.Messaging.Scheduling;

namespace Swarm.Messaging.Configuration;

/// <summary>Brings changes made by any host here: at once by a channel, and within 5 s when that missed something.</summary>
internal sealed partial class ConfigurationWatch(
    IConfigurationStore store, RuntimeConfiguration configuration, IChannels channels, TimeProvider time, ILogger<ConfigurationWatch> log)
    : PeriodicService(TimeSpan.FromSeconds(5), time, log)
{
    private readonly ILogger<ConfigurationWatch> log = log;
    private IAsyncDisposable? subscription;

    /// <returns>True when there was something new.</returns>
    public async Task<bool> RunOnceAsync(CancellationToken cancellation)
    {
        var read = await store.ReadAsync(cancellation).ConfigureAwait(false);
        if (!configuration.Take(read))
            return false;
        TakenOver(log, read.Version, read.Values.Count);
        return true;
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken).ConfigureAwait(false);
        if (subscription is not null)
            await subscription.DisposeAsync().ConfigureAwait(false);
    }

    protected override async Task<bool> RunAsync(CancellationToken cancellation)
    {
        // First the ear, then the look: a change in between is heard.
        subscription ??= await channels.SubscribeAsync(
            IConfigurationStore.Channel, async _ => await RunOnceAsync(CancellationToken.None).ConfigureAwait(false), cancellation).ConfigureAwait(false);
        await RunOnceAsync(cancellation).ConfigureAwait(false);
        return false;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Configuration {Version} is in effect: {Count} settings of run time")]
    private static partial void TakenOver(ILogger logger, long version, int count);
}
