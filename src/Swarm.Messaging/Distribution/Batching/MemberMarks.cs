namespace Swarm.Messaging.Distribution.Batching;

/// <summary>What is known of a member: one character of the batch's marks.</summary>
internal static class MemberMarks
{
    public const char Open = '.';
    public const char Succeeded = 's';
    public const char Failed = 'f';

    /// <summary>It is part of another batch, and nothing is expected of it.</summary>
    public const char Absent = '-';
}
