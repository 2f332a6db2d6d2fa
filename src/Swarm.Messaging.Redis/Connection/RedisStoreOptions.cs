using System.ComponentModel.DataAnnotations;
using Swarm.Messaging.Intake;

namespace Swarm.Messaging.Redis.Connection;

/// <summary>Which Redis, and under which names.</summary>
public sealed class RedisStoreOptions : IValidatableObject
{
    public const int DefaultShards = 16;

    public static readonly TimeSpan DefaultReconnectStep = TimeSpan.FromMilliseconds(50);

    public static readonly TimeSpan DefaultReconnectLimit = TimeSpan.FromSeconds(2);

    /// <summary>A StackExchange.Redis configuration string: <c>127.0.0.1:6379,password=...,ssl=true</c>, or the path of a unix socket.</summary>
    [Required]
    [SecretSetting]
    public string Configuration { get; set; } = "127.0.0.1:6379";

    /// <summary>
    /// Installation prefix: put before every key as <c>{prefix}:swarm-messaging:...</c>, so that two installations share one Redis.
    /// <c>[A-Za-z0-9._-]{0,64}</c>, default empty (no prefix, no colon).
    /// </summary>
    [RegularExpression("[A-Za-z0-9._-]{0,64}")]
    public string KeyPrefix { get; set; } = "";

    /// <summary>Number of saga shards. Stored at first use; another number is refused later.</summary>
    [Range(1, 256)]
    public int Shards { get; set; } = DefaultShards;

    /// <summary>Before the n-th try to reconnect there is a pause of this time times n. 1 ms to <see cref="ReconnectLimit"/>, default 50 ms.</summary>
    public TimeSpan ReconnectStep { get; set; } = DefaultReconnectStep;

    /// <summary>The longest of those pauses. At most 60 s, default 2 s.</summary>
    public TimeSpan ReconnectLimit { get; set; } = DefaultReconnectLimit;

    /// <summary>How often a request about swarms is tried again whose connection breaks, when that cannot do anything twice. 0 to 100, default 3.</summary>
    [Range(0, 100)]
    public int RequestRetries { get; set; } = 3;

    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(60);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (ReconnectLimit > LongestPause)
            yield return new ValidationResult($"Redis:ReconnectLimit is {ReconnectLimit}; it must be at most {LongestPause}, or a store that is back is not noticed.", [nameof(ReconnectLimit)]);
        if (ReconnectStep < TimeSpan.FromMilliseconds(1) || ReconnectStep > ReconnectLimit)
            yield return new ValidationResult($"Redis:ReconnectStep is {ReconnectStep}; it must be from 1 ms to ReconnectLimit, {ReconnectLimit}.", [nameof(ReconnectStep)]);
    }
}
