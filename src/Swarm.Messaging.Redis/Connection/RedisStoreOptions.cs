using System.ComponentModel.DataAnnotations;

namespace Swarm.Messaging.Redis.Connection;

/// <summary>Which Redis, and under which names.</summary>
public sealed class RedisStoreOptions
{
    public const int DefaultShards = 16;

    /// <summary>A StackExchange.Redis configuration string: <c>127.0.0.1:6379,password=...,ssl=true</c>, or the path of a unix socket.</summary>
    [Required]
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
}
