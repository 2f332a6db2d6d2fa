using Microsoft.Extensions.Options;
using Swarm.Messaging.Worker.Shipped;

namespace Swarm.Messaging.Workers;

/// <summary>Relations between settings of the pool.</summary>
internal sealed class WorkersOptionsValidator : IValidateOptions<WorkersOptions>
{
    public ValidateOptionsResult Validate(string? name, WorkersOptions options)
    {
        var failures = Failures(options).ToList();
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static IEnumerable<string> Failures(WorkersOptions o)
    {
        if (o.MinWorkers > o.MaxWorkers)
            yield return $"Workers:MinWorkers is {o.MinWorkers}, more than Workers:MaxWorkers, which is {o.MaxWorkers}.";
        if (o.SuspectAfter < o.HeartbeatInterval * 2)
            yield return $"Workers:SuspectAfter is {o.SuspectAfter}; it must be at least twice Workers:HeartbeatInterval, which is {o.HeartbeatInterval}, or one late heartbeat stops work.";
        if (o.ZombieAfter <= o.SuspectAfter)
            yield return $"Workers:ZombieAfter is {o.ZombieAfter}; it must be longer than Workers:SuspectAfter, which is {o.SuspectAfter}.";
        if (o.Command is { } command && Children.CommandLine.Split(command) is not { Count: > 0 })
            yield return $"Workers:Command is '{command}'; it must be a program and its arguments, with every double quote closed.";
        if (o.CommandsFile is { } file && Misread(file) is { } why)
            yield return $"Workers:CommandsFile is '{file}', and {why}";
        if (o.WorkFolder is { } folder && !Directory.Exists(folder))
            yield return $"Workers:WorkFolder is '{folder}', and there is no such folder.";
    }

    /// <summary>Every worker reads it at its start, and would end over it.</summary>
    private static string? Misread(string file)
    {
        try
        {
            if (!File.Exists(file))
                return "there is no such file.";
            CommandList.Read(file);
            return null;
        }
        catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            return $"cannot be used: {e.Message}";
        }
    }
}
