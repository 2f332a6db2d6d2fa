namespace Swarm.Messaging.Cli;

/// <summary>Ends a verb with a sentence for people and a code for scripts.</summary>
internal class CliException(int exitCode, string message, Exception? inner = null) : SwarmException(message, inner)
{
    public int ExitCode { get; } = exitCode;

    public sealed override bool Transient => ExitCode == ExitCodes.NoHost;
}
