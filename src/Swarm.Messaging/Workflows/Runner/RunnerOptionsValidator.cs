using Microsoft.Extensions.Options;

namespace Swarm.Messaging.Workflows.Runner;

/// <summary>Relations between settings of the runner.</summary>
internal sealed class RunnerOptionsValidator(IEnumerable<INodeWorkerSelector> selectors) : IValidateOptions<RunnerOptions>
{
    public ValidateOptionsResult Validate(string? name, RunnerOptions options)
    {
        var failures = Failures(options).ToList();
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private IEnumerable<string> Failures(RunnerOptions o)
    {
        if (o.MinWorkers > o.MaxWorkers)
            yield return $"Workflows:Runner:MinWorkers is {o.MinWorkers}, more than Workflows:Runner:MaxWorkers, which is {o.MaxWorkers}.";
        if (selectors.All(s => s.Name != o.Strategy))
            yield return $"Workflows:Runner:Strategy is '{o.Strategy}'; there are {string.Join(", ", selectors.Select(s => s.Name).Distinct().Order(StringComparer.Ordinal))}.";
        if (o.ZombieAfter <= o.SuspectAfter)
            yield return $"Workflows:Runner:ZombieAfter is {o.ZombieAfter}; it must be longer than Workflows:Runner:SuspectAfter, which is {o.SuspectAfter}.";
        if (o.BacklogCritical < o.BacklogWarning)
            yield return $"Workflows:Runner:BacklogCritical is {o.BacklogCritical}; it must not be less than Workflows:Runner:BacklogWarning, which is {o.BacklogWarning}.";
        foreach (var (setting, time) in new[] { ("CheckInterval", o.CheckInterval), ("IdleAfter", o.IdleAfter), ("StartLimit", o.StartLimit), ("SuspectAfter", o.SuspectAfter), ("DedupWindow", o.DedupWindow) })
        {
            if (time <= TimeSpan.Zero)
                yield return $"Workflows:Runner:{setting} is {time}; it must be more than nothing.";
        }
    }
}
