using System.ComponentModel.DataAnnotations;
using Swarm.Messaging.Intake;

namespace Swarm.Messaging.Control;

/// <summary>What control messages are signed with. Section <c>Control</c>; not to be changed at run time.</summary>
public sealed class ControlOptions
{
    public const int ShortestKey = 32;

    /// <summary>Shared by all hosts and by whoever sends control messages, at least 32 characters. Null: <see cref="KeyFile"/>.</summary>
    [MinLength(ShortestKey)]
    [SecretSetting]
    public string? Key { get; set; }

    /// <summary>A file that holds the key; white space at its ends does not count. Null and no <see cref="Key"/>: every control message is refused.</summary>
    public string? KeyFile { get; set; }

    /// <summary>How far a message's timestamp may lie from this host's clock, and how long its nonce is remembered at least. Default 60 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan Skew { get; set; } = TimeSpan.FromSeconds(60);
}
