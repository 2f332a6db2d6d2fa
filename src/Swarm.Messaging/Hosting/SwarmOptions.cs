using System.ComponentModel.DataAnnotations;

namespace Swarm.Messaging.Hosting;

/// <summary>What holds for the whole host.</summary>
public sealed class SwarmOptions
{
    /// <summary>Put before every queue and key, so that two installations can share a broker and a Redis. <c>[A-Za-z0-9._-]{0,64}</c>, default empty.</summary>
    [RegularExpression("[A-Za-z0-9._-]{0,64}")]
    public string Prefix { get; set; } = "";

    /// <summary>The broker, <c>amqp://user:password@host:5672/vhost</c> or <c>amqps://...</c>. Null: the in-memory transport of the embedded mode.</summary>
    public Uri? Broker { get; set; }

    /// <summary>Single events as plain JSON on the topic exchange <c>swarm.events</c>. A message each: switch it off when nobody listens. Default on.</summary>
    public bool EventBridge { get; set; } = true;

    /// <summary>Quorum queues instead of durable classic ones, for a broker that is a cluster. Default off.</summary>
    public bool QuorumQueues { get; set; }
}
