using Swarm.Messaging.Contracts.Swarms;

namespace Swarm.Messaging.Swarms.Registry;

/// <summary>It was registered.</summary>
internal sealed record SwarmOpened(SwarmNews News) : ISwarmNews;

/// <summary>What is said of it changed, or who hosts it.</summary>
internal sealed record SwarmRevised(SwarmNews News) : ISwarmNews;

/// <summary>A heartbeat that others wait for.</summary>
internal sealed record SwarmHeard(SwarmNews News) : ISwarmNews;

/// <summary>Something was written that belongs to it: state, snapshot, checkpoint, blocking state.</summary>
internal sealed record SwarmStateWritten(SwarmNews News) : ISwarmNews;

internal sealed record SwarmBecameActive(SwarmNews News) : ISwarmNews;

internal sealed record SwarmBecameInterrupted(SwarmNews News) : ISwarmNews;

internal sealed record SwarmBecameRecovering(SwarmNews News) : ISwarmNews;

internal sealed record SwarmBecameCompleted(SwarmNews News) : ISwarmNews;

internal sealed record SwarmBecameFailed(SwarmNews News) : ISwarmNews;

/// <summary>It was deregistered, or expired.</summary>
internal sealed record SwarmLeft(SwarmNews News) : ISwarmNews;

/// <summary>What the registry told of a swarm.</summary>
internal interface ISwarmNews
{
    SwarmNews News { get; }

    public static ISwarmNews Of(SwarmNews news) => news.What switch
    {
        SwarmNewsNames.Registered => new SwarmOpened(news),
        SwarmNewsNames.Updated or SwarmNewsNames.Taken => new SwarmRevised(news),
        SwarmNewsNames.Beat or SwarmNewsNames.Returned => new SwarmHeard(news),
        SwarmNewsNames.Removed => new SwarmLeft(news),
        SwarmNewsNames.Status => news.To switch
        {
            SwarmStatuses.Active => new SwarmBecameActive(news),
            SwarmStatuses.Interrupted => new SwarmBecameInterrupted(news),
            SwarmStatuses.Recovering => new SwarmBecameRecovering(news),
            SwarmStatuses.Completed => new SwarmBecameCompleted(news),
            SwarmStatuses.Failed => new SwarmBecameFailed(news),
            _ => throw new InvalidOperationException($"A swarm cannot become {news.To}."),
        },
        _ => new SwarmStateWritten(news),
    };
}
