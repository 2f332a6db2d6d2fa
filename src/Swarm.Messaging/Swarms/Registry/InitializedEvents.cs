using Microsoft.Extensions.Hosting;
using Swarm.Messaging.Channels;
using Swarm.Messaging.Execution;

namespace Swarm.Messaging.Swarms.Registry;

/// <summary>Tells that this process has its parts of swarms ready: <c>initialized</c>, for each part.</summary>
internal sealed class InitializedEvents(Announcer announcer, HostIdentity host) : IHostedService
{
    public const string Initialized = "initialized";

    public static IReadOnlyList<string> Parts { get; } = ["registry", "state_manager", "messenger", "coordinator"];

    public Task StartAsync(CancellationToken cancellationToken)
    {
        // A store that is away must not hold up the start.
        foreach (var part in Parts)
            _ = announcer.TellAsync(SwarmPublisher.Channel, Initialized, new { Part = part, host.HostId }, CancellationToken.None);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
