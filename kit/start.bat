@echo off
rem Installs Greenlane from this folder, once and without the internet, and opens it in the browser.
rem With words behind it, it runs them instead: start.bat run nepal-2015
setlocal
cd /d "%~dp0"
if not exist .venv\Scripts\greenlane.exe (
    echo Installing Greenlane; this takes a minute, once. 1>&2
    py -3 -m venv .venv || goto failed
    .venv\Scripts\pip install --quiet --disable-pip-version-check --no-index --find-links wheels greenlane || goto failed
)
if "%~1"=="" (.venv\Scripts\greenlane dashboard) else (.venv\Scripts\greenlane %*)
exit /b %errorlevel%
:failed
echo Greenlane could not be installed. READ-FIRST.txt says which Python it needs.
pause
exit /b 1
