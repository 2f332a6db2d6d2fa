namespace Swarm.Messaging.Execution;

/// <summary>Names this process. A new one each start: what an earlier incarnation held is not ours.</summary>
internal sealed record HostIdentity(string HostId)
{
    public static HostIdentity Create() =>
        new($"{Clean(Environment.MachineName)}-{Environment.ProcessId}-{Guid.NewGuid().ToString("N")[..6]}");

    private static string Clean(string name) =>
        new([.. name.Where(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-').Take(40)]);
}
