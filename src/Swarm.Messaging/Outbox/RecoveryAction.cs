using System.Text.Json.Serialization;

namespace Swarm.Messaging.Outbox;

/// <summary>A step of a swarm's recovery. Done again it changes nothing.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RecoveryAction>))]
internal enum RecoveryAction
{
    /// <summary>Interrupted becomes recovering, with a host.</summary>
    Begin,

    /// <summary>Recovering becomes active.</summary>
    End,

    /// <summary>Recovering becomes interrupted again.</summary>
    Fail,

    /// <summary>It has failed, for good.</summary>
    GiveUp,

    /// <summary>It is active: its open tasks go on.</summary>
    Resume,

    /// <summary>Nobody need know of its failure any more.</summary>
    Forget,
}
