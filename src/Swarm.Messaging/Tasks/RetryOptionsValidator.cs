using Microsoft.Extensions.Options;

namespace Swarm.Messaging.Tasks;

internal sealed class RetryOptionsValidator : IValidateOptions<RetryOptions>
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    public ValidateOptionsResult Validate(string? name, RetryOptions options)
    {
        List<string> failures =
        [
            .. Judge(nameof(RetryOptions.Ghl), "ghl", options.Ghl),
            .. Judge(nameof(RetryOptions.Runner), "runner", options.Runner),
            .. Judge(nameof(RetryOptions.Workers), "workers", options.Workers),
            .. Judge(nameof(RetryOptions.Wasm), "wasm", options.Wasm),
        ];
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static IEnumerable<string> Judge(string option, string preset, RetryPolicy policy)
    {
        if (policy.Preset != preset)
            yield return $"Retry:{option} has the preset '{policy.Preset}'; it must be {preset}.";
        if (policy.MaxAttempts is < 1 or > 100)
            yield return $"Retry:{option} has maxAttempts {policy.MaxAttempts}; executions in total, from 1 to 100.";
        if (policy.BaseDelay <= TimeSpan.Zero || policy.MaxDelay < policy.BaseDelay || policy.MaxDelay > Longest)
            yield return $"Retry:{option} has baseDelay {policy.BaseDelay} and maxDelay {policy.MaxDelay}; 0 < baseDelay <= maxDelay <= 1 day.";
        if (!(policy.Factor is >= 1 and <= 100))
            yield return $"Retry:{option} has factor {policy.Factor}; 1 to 100.";
        if (!(policy.Jitter is >= 0 and <= 1))
            yield return $"Retry:{option} has jitter {policy.Jitter}; 0 to 1.";
    }
}
