namespace Swarm.Messaging.Workers.Children;

/// <summary>The program of a worker.</summary>
/// <param name="FileName">A path, or a name looked up on PATH.</param>
internal sealed record WorkerCommand(string FileName, IReadOnlyList<string> Arguments)
{
    /// <summary>The verb of the program <c>swarm</c> that makes it a worker.</summary>
    public const string ShippedVerb = "worker";

    /// <exception cref="WorkersException">There is no such program.</exception>
    public static WorkerCommand For(WorkersOptions options)
    {
        if (options.Command is not { } line)
            return Shipped();
        var parts = CommandLine.Split(line)!;
        if (!Exists(parts[0]))
            throw new WorkersException($"Workers:Command is '{line}', and there is no program '{parts[0]}' {(parts[0].Contains('/') ? "at that path" : "on PATH")}: no worker could start.");
        return new(parts[0], [.. parts.Skip(1)]);
    }

    // Beside this assembly lies the program it was built or published with, also when something else hosts it.
    private static WorkerCommand Shipped()
    {
        var program = Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "swarm.exe" : "swarm");
        return File.Exists(program)
            ? new(program, [ShippedVerb])
            : throw new WorkersException($"The shipped worker is the program 'swarm', which is not in {AppContext.BaseDirectory}. Set Workers:Command to a worker of your own.");
    }

    private static bool Exists(string program) => program.Contains(Path.DirectorySeparatorChar)
        ? File.Exists(program)
        : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => folder.Length > 0 && File.Exists(Path.Combine(folder, program)));
}
