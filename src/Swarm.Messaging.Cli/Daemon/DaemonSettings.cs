using System.Globalization;
using Swarm.Messaging.Cli.Host;
using Swarm.Messaging.Intake;

namespace Swarm.Messaging.Cli.Daemon;

/// <summary>What the environment says about a pool that runs as a daemon, under the names such pools have elsewhere.</summary>
/// <param name="Settings">Settings of the host, by name.</param>
internal sealed record DaemonSettings(string Data, string PidFile, string LogFile, IReadOnlyList<KeyValuePair<string, string?>> Settings)
{
    private static readonly (string Variable, string Setting)[] Numbers =
        [("POOL_SIZE", "Workers:PoolSize"), ("MIN_WORKERS", "Workers:MinWorkers"), ("MAX_WORKERS", "Workers:MaxWorkers")];

    private static readonly (string Variable, string Setting)[] Milliseconds =
        [("HEARTBEAT_INTERVAL", "Workers:HeartbeatInterval"), ("TASK_TIMEOUT", "Tasks:ExecutionTimeout")];

    private static readonly Dictionary<string, string> Strategies = new(StringComparer.OrdinalIgnoreCase)
    {
        ["least-loaded"] = "LeastLoaded", ["round-robin"] = "RoundRobin", ["capability-based"] = "CapabilityBased",
    };

    private static readonly string[] Others = ["LOAD_BALANCING", "AUTO_RESTART", "FIFO_DIR", "LOG_DIR", "PID_FILE"];

    /// <summary>Names that nobody reads and that look like one of ours. Told and no more: the environment is not ours alone.</summary>
    public static IReadOnlyList<string> Misspelt(IEnumerable<string> variables)
    {
        string[] known = [.. Numbers.Select(n => n.Variable), .. Milliseconds.Select(m => m.Variable), .. Others];
        return
        [
            .. variables.Where(v => !known.Contains(v)).Order(StringComparer.Ordinal)
                .Select(v => NearestName.Of(v, known) is { } near ? $"{v} is not read; did you mean {near}?" : null).OfType<string>(),
        ];
    }

    /// <exception cref="SettingsException">With every variable that is wrong.</exception>
    public static DaemonSettings Read(string data, Func<string, string?> environment)
    {
        var failures = new List<string>();
        var settings = new List<KeyValuePair<string, string?>> { new("Data", data), new("Workers:Start", "Host") };
        foreach (var (variable, setting) in Numbers)
        {
            if (Whole(variable) is { } number)
                settings.Add(new(setting, number.ToString(CultureInfo.InvariantCulture)));
        }

        foreach (var (variable, setting) in Milliseconds)
        {
            if (Whole(variable) is { } ms)
                settings.Add(new(setting, TimeSpan.FromMilliseconds(ms).ToString("c", CultureInfo.InvariantCulture)));
        }

        if (environment("LOAD_BALANCING") is { Length: > 0 } strategy)
        {
            if (Strategies.TryGetValue(strategy, out var known))
                settings.Add(new("Workers:LoadBalancing", known));
            else
                failures.Add($"LOAD_BALANCING is '{strategy}'; it must be one of {string.Join(", ", Strategies.Keys)}.");
        }

        if (environment("AUTO_RESTART") is { Length: > 0 } restart)
        {
            if (bool.TryParse(restart, out _))
                settings.Add(new("Workers:AutoRestart", restart));
            else
                failures.Add($"AUTO_RESTART is '{restart}'; it must be true or false.");
        }

        if (environment("FIFO_DIR") is { Length: > 0 })
            failures.Add("FIFO_DIR is set, and there is no channel of named pipes here: workers speak over their standard input and output (docs/worker-protocol.md). Unset it.");
        if (failures.Count > 0)
            throw new SettingsException([.. failures]);
        return new(
            data,
            environment("PID_FILE") is { Length: > 0 } pid ? pid : Path.Combine(data, "workers.pid"),
            Path.Combine(environment("LOG_DIR") is { Length: > 0 } logs ? logs : Path.Combine(data, "logs"), "workers-daemon.log"),
            settings);

        int? Whole(string variable)
        {
            if (environment(variable) is not { Length: > 0 } text)
                return null;
            if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0)
                return number;
            if (!failures.Exists(f => f.StartsWith(variable, StringComparison.Ordinal)))
                failures.Add($"{variable} is '{text}'; it must be a whole number above 0.");
            return null;
        }
    }
}
