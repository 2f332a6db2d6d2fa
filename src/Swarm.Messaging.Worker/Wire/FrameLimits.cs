namespace Swarm.Messaging.Worker.Wire;

/// <summary>How large a frame may be.</summary>
public static class FrameLimits
{
    /// <summary>Bytes of length before each frame, big-endian.</summary>
    public const int Prefix = 4;

    /// <summary>The largest frame, in bytes: a payload or result of 1 MiB, three times over, so that what is a little too large can still be told.</summary>
    public const int Default = 4 * 1024 * 1024;

    /// <summary>The largest payload or result, in bytes of UTF-8 JSON.</summary>
    public const int Payload = 1_048_576;
}
