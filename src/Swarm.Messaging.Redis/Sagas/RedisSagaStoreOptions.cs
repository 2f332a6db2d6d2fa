namespace Swarm.Messaging.Redis.Sagas;

/// <summary>How the saga store keeps what it keeps.</summary>
public sealed class RedisSagaStoreOptions
{
    /// <summary>
    /// How long an applied item is remembered while its saga lives, at least; 1 minute or more, default 6 hours. Later repetitions are
    /// caught by version, attempt number and lease token instead.
    /// </summary>
    public TimeSpan InboxHorizon { get; set; } = TimeSpan.FromHours(6);
}
