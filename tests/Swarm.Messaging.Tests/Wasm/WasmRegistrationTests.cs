using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Wasm;
using Swarm.Messaging.Wasmtime;

namespace Swarm.Messaging.Tests.Wasm;

public sealed class WasmRegistrationTests
{
    [Fact]
    public async Task AddSwarmWasm_gives_an_executor_for_code_and_instances_that_compile_what_they_need()
    {
        var folder = Directory.CreateTempSubdirectory("swarm-wasm-registration-").FullName;
        await using (var services = Build(options => options.CacheFolder = folder))
        {
            var executor = services.GetServices<ITaskExecutor>().ShouldHaveSingleItem();
            executor.Kind.ShouldBe("code");
            executor.Operations.ShouldBe(["analyze", "refactor", "edit", "create", "optimize", "test"]);
            services.GetRequiredService<ICodePairs>().Declares("js", "test").ShouldBeTrue();

            var pool = services.GetRequiredService<InstancePool>();
            pool.Open();
            await pool.SettledAsync();
            pool.Report("here").HealthyInstances.ShouldBe(2);
            Directory.GetFiles(folder, "*.cwasm").ShouldHaveSingleItem();
            await pool.CloseAsync();
        }

        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Every_wrong_option_is_named_at_once()
    {
        await using var services = Build(options =>
        {
            options.MemoryLimitMb = 0;
            options.Timeout = TimeSpan.Zero;
            options.ModuleFolder = "/no/such/folder";
        });

        var failures = Should.Throw<OptionsValidationException>(() => services.GetRequiredService<IOptions<WasmOptions>>().Value).Failures.ToList();

        failures.Count.ShouldBe(3);
        failures.ShouldContain(failure => failure.Contains("/no/such/folder"));
    }

    private static ServiceProvider Build(Action<WasmOptions> configure) =>
        WasmServices.Build(configure);
}
