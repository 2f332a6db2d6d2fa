namespace Swarm.Messaging.Cli;

/// <summary>What a script reads from an exit code. <c>swarm --help</c> prints <see cref="Text"/>.</summary>
internal static class ExitCodes
{
    public const int Ok = 0;
    public const int Failed = 1;
    public const int Usage = 2;
    public const int Rejected = 3;
    public const int NoHost = 4;
    public const int Interrupted = 130;

    public const string Text = """
        Exit codes:
          0    done; for up: stopped in good order
          1    a task failed, was cancelled or did not end in time, or problems were found (critical alerts)
          2    the command line or a setting is wrong; nothing was sent or started
          3    the system refused: the reasons name field, value and rule
          4    no host could be reached, or it cannot work now (its store or broker is away)
          130  interrupted (Ctrl-C)
        """;
}
