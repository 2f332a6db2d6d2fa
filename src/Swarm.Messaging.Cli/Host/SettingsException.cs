namespace Swarm.Messaging.Cli.Host;

/// <summary>The host cannot start as it was told to; one message with everything that is wrong.</summary>
internal sealed class SettingsException(IReadOnlyList<string> failures) : SwarmException(
    failures.Count == 1 ? failures[0] : $"{failures.Count} settings are wrong:{Environment.NewLine}  {string.Join(Environment.NewLine + "  ", failures)}")
{
    public IReadOnlyList<string> Failures => failures;

    /// <summary>What was said is wrong by itself, wherever the host starts; else this machine, or what it reaches, does not allow it.</summary>
    public bool IsUsage { get; init; }

    /// <summary>Somebody has to correct a setting.</summary>
    public override bool Transient => false;
}
