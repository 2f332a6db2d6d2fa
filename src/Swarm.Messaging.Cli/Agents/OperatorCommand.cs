namespace Swarm.Messaging.Cli.Agents;

/// <summary>
/// A command that an operator configures for some operations. It is started as a list of arguments, without a shell. In each argument stand, as often
/// as wanted: <c>{file}</c>, the path of a temporary file that holds the task's <c>content</c> and has the name of its <c>filePath</c>;
/// <c>{fileName}</c>, that name; <c>{folder}</c>, the temporary folder; <c>{filePath}</c>, what the task says, as text; <c>{payload}</c>, the path of a file with the whole
/// payload; <c>{taskId}</c>, <c>{operation}</c>, <c>{fileType}</c>.
/// </summary>
internal sealed record OperatorCommand
{
    public const int DefaultOutputLimit = 64 * 1024;

    /// <summary>The task kind. Default <c>code</c>.</summary>
    public string Kind { get; init; } = "code";

    /// <summary>Operations of the kind that it does; null: all.</summary>
    public IReadOnlyList<string>? Operations { get; init; }

    /// <summary>Kind code: file types that it takes; null: all.</summary>
    public IReadOnlyList<string>? FileTypes { get; init; }

    /// <summary>Program and arguments.</summary>
    public required IReadOnlyList<string> Command { get; init; }

    /// <summary>Where it runs. Null: in the temporary folder of the task.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>Names of the agent's own environment variables that it sees. Default PATH, HOME, LANG, LC_ALL, TZ; nothing else gets through.</summary>
    public IReadOnlyList<string> Environment { get; init; } = ["PATH", "HOME", "LANG", "LC_ALL", "TZ"];

    /// <summary>Variables set for it.</summary>
    public IReadOnlyDictionary<string, string> Set { get; init; } = new Dictionary<string, string>();

    /// <summary>After this it is killed with everything it has started. Default 60 s; the task's own timeout holds besides.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Bytes of output that are kept, half from its beginning and half from its end; 1,024..524,288. Default 64 KiB.</summary>
    public int OutputLimit { get; init; } = DefaultOutputLimit;

    /// <summary>Exit codes that mean success. Default 0.</summary>
    public IReadOnlyList<int> ExitCodes { get; init; } = [0];

    /// <summary>Whether a failed command is worth another attempt. Default false: it would fail again.</summary>
    public bool Retryable { get; init; }

    public bool Does(string kind, string operation, string? fileType) =>
        kind == Kind && Operations?.Contains(operation) != false && (fileType is null || FileTypes?.Contains(fileType) != false);
}
