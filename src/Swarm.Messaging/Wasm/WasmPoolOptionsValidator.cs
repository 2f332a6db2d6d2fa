using Microsoft.Extensions.Options;

namespace Swarm.Messaging.Wasm;

internal sealed class WasmPoolOptionsValidator : IValidateOptions<WasmPoolOptions>
{
    public ValidateOptionsResult Validate(string? name, WasmPoolOptions options) =>
        options.Problems() is { Count: > 0 } problems ? ValidateOptionsResult.Fail(problems) : ValidateOptionsResult.Success;
}
