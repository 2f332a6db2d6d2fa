using System.Reflection;

namespace Swarm.Messaging.Workers;

/// <summary>Which settings of the pool can change while it runs.</summary>
internal static class WorkersAtRunTime
{
    // What a process is told at its start, or what decides whether and how there is a pool at all.
    private static readonly string[] FixedAtStart =
    [
        nameof(WorkersOptions.Enabled), nameof(WorkersOptions.PoolSize), nameof(WorkersOptions.Command), nameof(WorkersOptions.Types), nameof(WorkersOptions.CommandsFile),
        nameof(WorkersOptions.WorkFolder), nameof(WorkersOptions.Start), nameof(WorkersOptions.HeartbeatInterval), nameof(WorkersOptions.MaxFrameBytes),
    ];

    private static readonly PropertyInfo[] Settings =
        [.. typeof(WorkersOptions).GetProperties().Where(p => p.CanWrite && !FixedAtStart.Contains(p.Name))];

    public static string[] Names { get; } = [.. Settings.Select(s => s.Name)];

    public static void Copy(WorkersOptions from, WorkersOptions to)
    {
        foreach (var setting in Settings)
            setting.SetValue(to, setting.GetValue(from));
    }
}
