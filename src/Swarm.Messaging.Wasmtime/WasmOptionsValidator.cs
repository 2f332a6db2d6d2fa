using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Swarm.Messaging.Wasmtime;

/// <summary>Lists everything that is wrong at once, so that one start is enough to mend it.</summary>
internal sealed class WasmOptionsValidator : IValidateOptions<WasmOptions>
{
    public ValidateOptionsResult Validate(string? name, WasmOptions options)
    {
        var results = new List<ValidationResult>();
        Validator.TryValidateObject(options, new ValidationContext(options), results, validateAllProperties: true);
        var failures = results.Select(result => $"Wasm: {result.ErrorMessage}").ToList();
        if (options.ModuleFolder is { } folder && !Directory.Exists(folder))
            failures.Add($"Wasm: ModuleFolder '{folder}' does not exist; create it, or leave the setting out to run shipped modules only.");
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }
}
