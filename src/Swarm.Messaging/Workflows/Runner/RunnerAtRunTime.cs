using System.Reflection;

namespace Swarm.Messaging.Workflows.Runner;

/// <summary>Every setting of the runner can change while it runs.</summary>
internal static class RunnerAtRunTime
{
    private static readonly PropertyInfo[] Settings = [.. typeof(RunnerOptions).GetProperties().Where(p => p.CanWrite)];

    public static string[] Names { get; } = [.. Settings.Select(s => s.Name)];

    public static void Copy(RunnerOptions from, RunnerOptions to)
    {
        foreach (var setting in Settings)
            setting.SetValue(to, setting.GetValue(from));
    }
}
