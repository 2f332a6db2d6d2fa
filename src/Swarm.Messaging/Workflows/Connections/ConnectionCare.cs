using Microsoft.Extensions.Logging;
using Swarm.Messaging.Scheduling;

namespace Swarm.Messaging.Workflows.Connections;

/// <summary>Every 60 s: forgets servers that nobody calls any more. Idle connections the pools themselves close.</summary>
internal sealed partial class ConnectionCare(HttpPools pools, TimeProvider time, ILogger<ConnectionCare> log) : PeriodicService(TimeSpan.FromSeconds(60), time, log)
{
    protected override Task<bool> RunAsync(CancellationToken cancellation)
    {
        if (pools.CleanUp() is > 0 and var gone)
            Forgot(gone);
        return Task.FromResult(false);
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Count} servers without connections are forgotten")]
    private partial void Forgot(int count);
}
